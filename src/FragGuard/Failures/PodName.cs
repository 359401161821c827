namespace FragGuard;

/// <summary>The pod in the path of a cgroup: <c>pod-a</c>, or the uid that kubelet writes.</summary>
internal static class PodName
{
    /// <summary>Finds it.</summary>
    /// <returns>Null if the path names none.</returns>
    /// <remarks>Forms: <c>/kubepods/burstable/pod1234-.../id</c> and
    /// <c>/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1234_....slice/cri-containerd-id.scope</c>.
    /// </remarks>
    internal static string? Of(string? cgroup)
    {
        if (cgroup is null || !cgroup.Contains("kubepods", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var part in cgroup.Split('/'))
        {
            var name = part.EndsWith(".slice", StringComparison.Ordinal) ? part[..^".slice".Length] : part;
            var systemd = name.LastIndexOf("-pod", StringComparison.Ordinal);
            if (name.StartsWith("kubepods-", StringComparison.Ordinal) && systemd >= 0)
            {
                return name[(systemd + "-pod".Length)..].Replace('_', '-');
            }

            if (name.StartsWith("pod", StringComparison.Ordinal) && name.Length > "pod".Length)
            {
                return char.IsAsciiHexDigit(name[3]) ? name[3..] : name;
            }
        }

        return null;
    }
}
