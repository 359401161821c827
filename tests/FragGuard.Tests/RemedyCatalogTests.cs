using FragGuard.Config;
using FragGuard.Daemon;

namespace FragGuard.Tests;

/// <summary>The remedies that a file may name and those that can be run are the same.</summary>
public sealed class RemedyCatalogTests
{
    [Fact]
    public void Names_OfRemediesInTheFile_AreThoseThatCanRun()
    {
        foreach (var name in RemedyReader.Names)
        {
            var section = new Section(new(), default, "", new ProblemLog("", new SourceText(default)));

            var remedy = RemedyReader.Read(name, section, kernel: null);

            Assert.Equal(name, remedy.Name);
            Assert.NotNull(RemedyCatalog.For(remedy));
        }
    }
}
