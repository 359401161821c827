using System.Text;

namespace FragGuard.Kernel.Tests;

/// <summary>Who a task belongs to, by the lines of /proc/PID/cgroup as runtimes and systemd make them.</summary>
public sealed class CgroupOwnerTests
{
    private const string Uid = "3f2b8c1e-7a44-4c0e-9b5d-2e6f7a8b9c0d";
    private const string Slice = "3f2b8c1e_7a44_4c0e_9b5d_2e6f7a8b9c0d";
    private const string Id = "8d2f61c0a5b34e7f9c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9d0e1f2a3b";
    private const string Burst = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + Slice + ".slice";

    [Theory]

    // containerd, the kubelet with the systemd driver, cgroups v2.
    [InlineData("0::" + Burst + "/cri-containerd-" + Id + ".scope\n", Uid, "containerd")]

    // The same with guaranteed pods, which have no class of their own.
    [InlineData("0::/kubepods.slice/kubepods-pod" + Slice + ".slice/cri-containerd-" + Id + ".scope\n", Uid,
        "containerd")]

    // containerd with the cgroupfs driver, v1: many lines, memory counts.
    [InlineData("12:cpuset:/\n9:memory:/kubepods/besteffort/pod" + Uid + "/" + Id
        + "\n1:name=systemd:/x.service\n0::/\n", Uid,
        "container")]

    // containerd asked for a systemd path by a kubelet of the other driver.
    [InlineData("0::/system.slice/containerd.service/kubepods-burstable-pod" + Slice + ".slice:cri-containerd:" + Id
        + "\n", Uid,
        "containerd")]

    // CRI-O, v2, and with the group that newer versions put inside.
    [InlineData("0::" + Burst + "/crio-" + Id + ".scope\n", Uid, "cri-o")]
    [InlineData("0::" + Burst + "/crio-" + Id + ".scope/container\n", Uid, "cri-o")]

    // CRI-O, v1.
    [InlineData("4:memory:" + Burst + "/crio-" + Id + ".scope\n3:cpu:/\n", Uid, "cri-o")]

    // kind: a kubelet of its own below a container of docker.
    [InlineData("0::/docker/" + Id + "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod" + Slice
        + ".slice/cri-containerd-"
        + Id + ".scope\n", Uid, "containerd")]

    // docker, both drivers and versions.
    [InlineData("0::/system.slice/docker-" + Id + ".scope\n", null, "docker")]
    [InlineData("9:memory:/docker/" + Id + "\n1:name=systemd:/docker/" + Id + "\n", null, "docker")]

    // podman, as root and as a user.
    [InlineData("0::/machine.slice/libpod-" + Id + ".scope/container\n", null, "podman")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + Id + ".scope\n", null,
        "podman")]
    public void Parse_GroupOfAContainer_NamesPodContainerAndRuntime(string text, string? pod, string runtime)
    {
        var owner = CgroupOwner.Parse(Encoding.UTF8.GetBytes(text));

        Assert.Equal((pod, Id[..12], runtime), (owner!.PodUid, owner.ContainerId, owner.Runtime));
        Assert.Equal(pod is null ? $"{runtime} {Id[..12]}" : $"pod {pod}", owner.Words());
    }

    [Theory]
    [InlineData("0::/system.slice/nginx.service\n", "nginx.service")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox.service\n",
        "app-firefox.service")]
    [InlineData("1:name=systemd:/system.slice/postgresql@15-main.service\n0::/\n", "postgresql@15-main.service")]
    [InlineData("9:memory:/\n1:name=systemd:/system.slice/sshd.service\n0::/system.slice/sshd.service\n",
        "sshd.service")]
    [InlineData("0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator\n", "machine-qemu-1-vm.scope")]
    [InlineData("0::/init.scope\n", "init.scope")]
    public void Parse_GroupOfSystemd_NamesTheUnit(string text, string unit)
    {
        var owner = CgroupOwner.Parse(Encoding.UTF8.GetBytes(text));

        Assert.Equal((unit, null, null), (owner!.Unit, owner.PodUid, owner.ContainerId));
        Assert.Equal(unit, owner.Words());
    }

    [Theory]
    [InlineData("0::/\n", "/")]
    [InlineData("0::/lxc.payload.web\n", "/lxc.payload.web")]
    [InlineData("0::/pods/podium/kubepods-podx.slice\n", "/pods/podium/kubepods-podx.slice")]
    public void Parse_GroupOfNobodyKnown_IsItsPath(string text, string path)
    {
        var owner = CgroupOwner.Parse(Encoding.UTF8.GetBytes(text));

        Assert.Equal((path, null), (owner!.Words(), owner.PodUid));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("garbage\nmore\n")]
    [InlineData("0:\n")]
    public void Parse_NotInTheKernelsLayout_Null(string text) =>
        Assert.Null(CgroupOwner.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Words_PodWithAName_IsTheName() =>
        Assert.Equal("pod shop/cart-7", CgroupOwner.OfPath(Burst).Words("shop/cart-7"));

    [Fact]
    public void Parse_RandomBytes_NeverThrows()
    {
        var random = new Random(7);
        var text = Encoding.UTF8.GetBytes("0::" + Burst + "/crio-" + Id + ".scope\n4:memory:/a\n");
        for (var round = 0; round < 2000; round++)
        {
            var bytes = text.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            _ = CgroupOwner.Parse(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
        }
    }
}
