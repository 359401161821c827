using static FragGuard.Policy.Tests.PlainWatch;
using static FragGuard.Policy.Tests.Readings;

namespace FragGuard.Policy.Tests;

public sealed class AssessmentTests
{
    [Theory]
    [InlineData(10, false, 1, 0)]
    [InlineData(63, false, 0, 1)]
    public void IsHealthy_BreachedOrFalling_IsNot(ulong blocks, bool expected, int breached, int falling)
    {
        var assessor = AssessorOf(
            Watch with { For = blocks == 10 ? TimeSpan.Zero : TimeSpan.FromMinutes(1) },
            Watch with { Name = "well", Floor = Amount.Blocks(1) });

        var seen = assessor.Assess(Table(Normal(blocks)), Sec(0));

        Assert.Equal((expected, breached, falling), (seen.IsHealthy, seen.Breached, seen.Falling));
    }

    [Fact]
    public void IsHealthy_AsManyBreachedAsFalling_IsNot()
    {
        var assessment = new Assessment(Incident.Bad(), Incident.Falling(node: 1));

        Assert.Equal((false, 1, 1), (assessment.IsHealthy, assessment.Breached, assessment.Falling));
    }
}
