using System.Buffers;
using System.Text;

namespace FragGuard.Kernel;

/// <summary>Whose a task is, by its control group: the systemd unit, the pod, the container.</summary>
/// <remarks>Source: <c>/proc/PID/cgroup</c>, cgroups(7): a line <c>0::/path</c> of version 2, or lines
/// <c>4:memory:/path</c> of version 1. Paths are those of the kubelet's two drivers, containerd, CRI-O, docker,
/// podman and systemd; what is not known gives nothing.</remarks>
/// <param name="Path">The group's path; <c>/</c> where a namespace hides it.</param>
/// <param name="Unit">The systemd unit, <c>nginx.service</c>; null if there is none.</param>
/// <param name="PodUid">The pod's uid, with dashes; null for what is no pod.</param>
/// <param name="ContainerId">The container's id, its first 12 digits; null for what is in none.</param>
/// <param name="Runtime">What runs it: <c>containerd</c>, <c>cri-o</c>, <c>docker</c>, <c>podman</c>, <c>nerdctl</c>,
/// or
/// <c>container</c> where the path does not say; null for what is in none.</param>
public sealed record CgroupOwner(string Path, string? Unit, string? PodUid, string? ContainerId, string? Runtime)
{
    private const int IdDigits = 64;
    private const int ShownDigits = 12;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> UidDigits = SearchValues.Create("0123456789abcdef-");

    private static readonly (string Prefix, string Runtime)[] Prefixes =
    [
        ("cri-containerd-", "containerd"), ("crio-", "cri-o"), ("docker-", "docker"), ("libpod-", "podman"),
        ("nerdctl-", "nerdctl"), ("containerd-", "containerd"),
    ];

    /// <summary>Who it is in words: the pod, else the container, else the unit, else the path.</summary>
    /// <param name="podName">The pod's name, where it is known.</param>
    public string Words(string? podName = null) => PodUid is { } uid
        ? $"pod {podName ?? uid}"
        : ContainerId is { } id ? $"{Runtime} {id}" : Unit ?? Path;

    /// <summary>Reads <c>/proc/PID/cgroup</c>.</summary>
    /// <returns>Null if no line is in the kernel's layout.</returns>
    public static CgroupOwner? Parse(ReadOnlySpan<byte> text)
    {
        string? best = null;
        var rank = 0;
        var lines = new LineReader(text);
        while (lines.TryRead(out var line))
        {
            var first = line.IndexOf((byte)':');
            var second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)':');
            if (second < 0)
            {
                continue;
            }

            var controllers = line.Slice(first + 1, second);
            var path = line[(first + second + 2)..];

            // A host with both versions has most of its groups in version 1.
            var worth = controllers.SequenceEqual("memory"u8) ? 4 : controllers.SequenceEqual("name=systemd"u8) ? 3
                : controllers.IsEmpty ? 2 : 1;
            worth = path.Length <= 1 ? 1 : worth + 1;
            if (worth > rank)
            {
                (best, rank) = (Encoding.UTF8.GetString(path), worth);
            }
        }

        return best is null ? null : OfPath(best);
    }

    /// <summary>Reads a group's path.</summary>
    public static CgroupOwner OfPath(string path)
    {
        var (unit, pod, id, runtime) = ((string?)null, (string?)null, (string?)null, (string?)null);
        var previous = "";
        foreach (var part in path.Split('/', ':'))
        {
            pod = PodOf(part) ?? pod;
            if (IdOf(part, previous) is { } found)
            {
                (id, runtime) = found;
            }
            else if (IsUnit(part))
            {
                unit = Unescape(part);
            }

            previous = part.Length > 0 ? part : previous;
        }

        return new CgroupOwner(path, unit, pod, id, runtime);
    }

    // pod1234-... of the kubelet's own driver, kubepods-burstable-pod1234_....slice of the one that asks systemd.
    private static string? PodOf(string part)
    {
        var name = part.EndsWith(".slice", StringComparison.Ordinal) ? part[..^".slice".Length] : part;
        var at = name.StartsWith("pod", StringComparison.Ordinal) ? 0
            : name.StartsWith("kubepods", StringComparison.Ordinal)
                || name.StartsWith("kubelet-kubepods", StringComparison.Ordinal)
                ? name.LastIndexOf("-pod", StringComparison.Ordinal) + 1 : -1;
        if (at < 0 || (at == 0 && !name.StartsWith("pod", StringComparison.Ordinal)))
        {
            return null;
        }

        var uid = name[(at + 3)..].Replace('_', '-');
        return uid.Length >= 32 && uid.AsSpan().IndexOfAnyExcept(UidDigits) < 0 ? uid : null;
    }

    private static (string Id, string Runtime)? IdOf(string part, string previous)
    {
        var name = part.EndsWith(".scope", StringComparison.Ordinal) ? part[..^".scope".Length] : part;
        foreach (var (prefix, runtime) in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && IsId(name[prefix.Length..]))
            {
                return (name.Substring(prefix.Length, ShownDigits), runtime);
            }
        }

        if (!IsId(name))
        {
            return null;
        }

        var kind = previous is "docker" or "cri-containerd" or "crio" or "libpod_parent" ? previous : "";
        return (name[..ShownDigits], kind switch
        {
            "docker" => "docker",
            "cri-containerd" => "containerd",
            "crio" => "cri-o",
            "libpod_parent" => "podman",
            _ => "container",
        });
    }

    private static bool IsId(string name) =>
        name.Length == IdDigits && name.AsSpan().IndexOfAnyExcept(Digits) < 0;

    private static bool IsUnit(string part) => part.EndsWith(".service", StringComparison.Ordinal)
        || part.EndsWith(".scope", StringComparison.Ordinal) || part.EndsWith(".mount", StringComparison.Ordinal)
        || part.EndsWith(".socket", StringComparison.Ordinal) || part.EndsWith(".swap", StringComparison.Ordinal);

    // systemd writes a dash inside a name as \x2d.
    private static string Unescape(string unit) => unit.Replace(@"\x2d", "-", StringComparison.Ordinal);
}
