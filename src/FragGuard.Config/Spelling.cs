namespace FragGuard.Config;

/// <summary>Finds what was probably meant.</summary>
internal static class Spelling
{
    /// <summary>The candidate that is nearest to the word, if any is near enough: a third of its letters may
    /// differ.</summary>
    /// <remarks>Case does not count, nor do <c>-</c> and <c>_</c>; two swapped letters count once.</remarks>
    internal static string? Nearest(string word, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var limit = Math.Max(word.Length, 3) / 3;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - word.Length) <= limit
                && Distance(Plain(word), Plain(candidate)) is var distance
                && (distance < limit || (distance == limit && nearest is null)))
            {
                (nearest, limit) = (candidate, distance);
            }
        }

        return nearest;
    }

    private static string Plain(string word) => word.ToLowerInvariant().Replace('-', '_').Replace(' ', '_');

    // Optimal string alignment: insertions, deletions, substitutions, and neighbours swapped. Three rows are enough.
    private static int Distance(string left, string right)
    {
        var (before, above, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[right.Length];
    }
}
