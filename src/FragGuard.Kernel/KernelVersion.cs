using System.Text;

namespace FragGuard.Kernel;

/// <summary>The version of a Linux kernel, from its release string: <c>6.1.0-56-cloud-amd64</c> is 6.1.0.</summary>
/// <remarks>Source: uname(2), <c>/proc/sys/kernel/osrelease</c>. A distribution's release often hides the stable
/// version that it is built from (Debian's 6.1.0-56 is 6.1.192), and any distribution backports: use this to know which
/// knobs a kernel may have, not which bugs it has.</remarks>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second number; 0 if there is none.</param>
/// <param name="Patch">The third number; 0 if there is none. In 2.6.x it is the one that counts.</param>
public readonly record struct KernelVersion(int Major, int Minor, int Patch = 0) : IComparable<KernelVersion>
{
    /// <summary>Where the kernel shows its release.</summary>
    public const string Path = "/proc/sys/kernel/osrelease";

    /// <summary>Reads a release.</summary>
    /// <returns>False if it does not begin with two numbers and a dot between them.</returns>
    public static bool TryParse(ReadOnlySpan<byte> release, out KernelVersion version)
    {
        version = default;
        if (!TryReadNumber(ref release, out var major) || !TrySkipDot(ref release)
            || !TryReadNumber(ref release, out var minor))
        {
            return false;
        }

        var patch = 0;
        if (TrySkipDot(ref release) && !TryReadNumber(ref release, out patch))
        {
            return false;
        }

        version = new KernelVersion(major, minor, patch);
        return true;
    }

    /// <summary>Reads a release.</summary>
    /// <returns>False as <see cref="TryParse(ReadOnlySpan{byte}, out KernelVersion)"/>.</returns>
    public static bool TryParse(string release, out KernelVersion version) =>
        TryParse(Encoding.UTF8.GetBytes(release), out version);

    /// <summary>Finds out which stable version of kernel.org a kernel is built from, where that can be told.</summary>
    /// <param name="release">The release: uname -r.</param>
    /// <param name="build">How it was built: uname -v (<c>#1 SMP Debian 6.1.192-2 (2026-11-16)</c>), or Ubuntu's
    /// <c>/proc/version_signature</c> (<c>Ubuntu 6.5.0-15.15-generic 6.5.3</c>).</param>
    /// <param name="version">The stable version.</param>
    /// <returns>False if it cannot be told: a release such as <c>5.14.0-427.el9</c> hides it, for there the number
    /// behind the dash counts builds and the 0 says nothing.</returns>
    public static bool TryParseUpstream(string release, string build, out KernelVersion version)
    {
        var debian = build.IndexOf("Debian ", StringComparison.Ordinal);
        if (debian >= 0)
        {
            return TryParse(build[(debian + "Debian ".Length)..], out version);
        }

        if (build.StartsWith("Ubuntu ", StringComparison.Ordinal))
        {
            return TryParse(build.TrimEnd()[(build.TrimEnd().LastIndexOf(' ') + 1)..], out version);
        }

        var dash = release.IndexOf('-', StringComparison.Ordinal);
        var countsBuilds = dash >= 0 && dash < release.Length - 1 && char.IsAsciiDigit(release[dash + 1]);
        return TryParse(release, out version) && (version.Patch > 0 || !countsBuilds);
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion other) =>
        (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>As people write it: <c>6.1.192</c>; a patch number of 0 is left out, as kernel.org does.</summary>
    public override string ToString() => Patch == 0 ? $"{Major}.{Minor}" : $"{Major}.{Minor}.{Patch}";

    /// <summary>Older than.</summary>
    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    /// <summary>Newer than.</summary>
    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    /// <summary>Not newer than.</summary>
    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Not older than.</summary>
    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;

    private static bool TrySkipDot(ref ReadOnlySpan<byte> text)
    {
        var found = !text.IsEmpty && text[0] == (byte)'.';
        text = found ? text[1..] : text;
        return found;
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> text, out int number)
    {
        const int most = 1_000_000;
        var length = 0;
        number = 0;
        while (length < text.Length && text[length] is >= (byte)'0' and <= (byte)'9' && number < most)
        {
            number = (number * 10) + text[length++] - (byte)'0';
        }

        text = text[length..];
        return length > 0 && number < most;
    }
}
