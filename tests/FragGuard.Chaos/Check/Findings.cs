namespace FragGuard.Chaos.Check;

/// <summary>What a case found wrong.</summary>
internal sealed class Findings
{
    private const int LongestText = 2000;

    private readonly List<(string Kind, string Text)> _all = [];

    internal IReadOnlyList<(string Kind, string Text)> All => _all;

    internal void Add(string kind, string text)
    {
        if (!_all.Exists(finding => finding.Kind == kind && finding.Text == text))
        {
            _all.Add((kind, text.Length <= LongestText ? text : text[..LongestText] + " ..."));
        }
    }
}
