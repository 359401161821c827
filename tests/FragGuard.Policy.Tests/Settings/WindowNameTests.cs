namespace FragGuard.Policy.Tests;

public sealed class WindowNameTests
{
    [Theory]
    [InlineData("model-load")]
    [InlineData("Backup_2")]
    [InlineData("7")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void Fault_GoodName_IsNull(string name) => Assert.Null(WindowName.Fault(name));

    [Theory]
    [InlineData("", "expected 1 to 32 characters")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", "expected 1 to 32 characters")]
    [InlineData("model load", "only the letters a to z and A to Z, digits, - and _ are allowed")]
    [InlineData("../etc", "only the letters a to z and A to Z, digits, - and _ are allowed")]
    [InlineData("modèle", "only the letters a to z and A to Z, digits, - and _ are allowed")]
    [InlineData("-x", "it has to begin with a letter or a digit")]
    public void Fault_BadName_SaysWhatIsAllowed(string name, string fault) =>
        Assert.Equal(fault, WindowName.Fault(name));
}
