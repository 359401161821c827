namespace FragGuard;

/// <summary>Lays findings out in columns that line up within their group.</summary>
internal static class SystemTable
{
    /// <summary>The lines: a heading, its findings, an empty line between groups.</summary>
    internal static IEnumerable<string> Lines(IReadOnlyList<SystemGroup> groups)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            if (i > 0)
            {
                yield return "";
            }

            yield return groups[i].Heading;
            var nameWidth = groups[i].Findings.Max(finding => finding.Name.Length);
            var standingWidth = groups[i].Findings.Max(finding => finding.State.Length);
            foreach (var (name, standing, meaning) in groups[i].Findings)
            {
                yield return $"  {name.PadRight(nameWidth)}  {standing.PadRight(standingWidth)}  {meaning}";
            }
        }
    }
}
