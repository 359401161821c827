using FragGuard.Systemd.Sockets;

namespace FragGuard.Systemd.Tests.Sockets;

public sealed class UnixAddressTests
{
    [Fact]
    public void TryCreate_Path_EndsWithANul()
    {
        var address = UnixAddress.TryCreate("/a");

        Assert.Equal([1, 0, (byte)'/', (byte)'a', 0], address!.Encoded.ToArray());
    }

    [Fact]
    public void TryCreate_AbstractName_StartsWithANulAndIsAsLongAsTheName()
    {
        var address = UnixAddress.TryCreate("@a");

        Assert.Equal([1, 0, 0, (byte)'a'], address!.Encoded.ToArray());
    }

    [Theory]
    [InlineData(107, true)]
    [InlineData(108, false)]
    public void TryCreate_Length_IsLimitedTo107Bytes(int lengthBytes, bool isValid)
    {
        var address = UnixAddress.TryCreate("/" + new string('x', lengthBytes - 1));

        Assert.Equal(isValid, address is not null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("@")]
    [InlineData("run/notify")]
    [InlineData("vsock:2:1234")]
    [InlineData("/run/a\0b")]
    public void TryCreate_NotAnAddress_IsNull(string? path) => Assert.Null(UnixAddress.TryCreate(path));
}
