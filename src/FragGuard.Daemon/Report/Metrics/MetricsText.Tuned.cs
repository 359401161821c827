using FragGuard.Policy;

namespace FragGuard.Daemon;

/// <summary>The settings that the guard has changed.</summary>
internal sealed partial class MetricsText
{
    // What is held for as long as the guard runs is no rung that fails to end.
    private void WriteTuned(IReadOnlyList<TunedSetting> tuned)
    {
        var held = 0;
        for (var i = 0; i < tuned.Count; i++)
        {
            held += tuned[i].IsPrevention ? 1 : 0;
        }

        if (held < tuned.Count)
        {
            _text.Gauge("tuned"u8, "Kernel settings that FragGuard has changed and will put back."u8);
            WriteKnobs(tuned, isPrevention: false);
        }

        if (held > 0)
        {
            _text.Gauge("prevented"u8, "Kernel settings that [prevent] holds while FragGuard runs."u8);
            WriteKnobs(tuned, isPrevention: true);
        }
    }

    private void WriteKnobs(IReadOnlyList<TunedSetting> tuned, bool isPrevention)
    {
        for (var i = 0; i < tuned.Count; i++)
        {
            if (tuned[i].IsPrevention == isPrevention)
            {
                _text.Sample().Label("knob"u8, tuned[i].Knob).Is(1);
            }
        }
    }
}
