using FragGuard.Systemd.Hosting;

namespace FragGuard.Systemd.Tests.Hosting;

public sealed class ServiceStateTests
{
    [Fact]
    public void ToString_AnyState_IsTheTextItWasMadeFrom()
    {
        Assert.Equal("READY=1", ServiceState.Ready.ToString());
        Assert.Equal("STOPPING=1", ServiceState.Stopping.ToString());
        Assert.Equal("STATUS=grün", new ServiceState("STATUS=grün").ToString());
        Assert.Equal("", default(ServiceState).ToString());
    }
}
