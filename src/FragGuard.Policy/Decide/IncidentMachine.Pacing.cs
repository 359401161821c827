using FragGuard.Kernel;

namespace FragGuard.Policy;

/// <summary>What runs cost, and what follows from it for a ladder that did not heal.</summary>
internal sealed partial class IncidentMachine
{
    /// <summary>Brings the bills of past runs up to date, or, where none is open, what is usual on this host.</summary>
    private void NoticeCosts()
    {
        var isOpen = _state.Phase is LadderPhase.Running or LadderPhase.Settling;
        for (var rung = 0; rung < _state.Rungs.Count; rung++)
        {
            var memory = _state.MemoryOf(rung);
            if (memory.Bill is { Duration: not null, IsClosed: false } bill)
            {
                _state = _state.Remember(rung, memory with { Bill = bill.At(seen.Host, now) });
                isOpen = true;
            }
        }

        if (seen.Host.Counters == default)
        {
            return;
        }

        if (isOpen)
        {
            // What a run of ours costs is not usual.
            _state = _state.UsualSince is null ? _state : _state with { UsualSince = null };
        }
        else if (_state.UsualSince is not { } since)
        {
            _state = _state with { UsualSince = (now, seen.Host.Counters) };
        }
        else if (now - since.At >= CostRates.ShortestSpan)
        {
            _state = _state with
            {
                Usual = CostRates.Between(since.Counters, seen.Host.Counters, now - since.At),
                UsualSince = (now, seen.Host.Counters),
            };
        }
    }

    private void NoticeZones()
    {
        if (_state.IsOpen && seen.Zones.Breached > 0)
        {
            var zones = BreachedZones(_state.IncidentZones);
            _state = zones.Count == _state.IncidentZones.Count ? _state : _state with { IncidentZones = zones };
        }
    }

    private ValueList<ZoneId> BreachedZones(ValueList<ZoneId> known)
    {
        foreach (ref readonly var zone in seen.Zones.Zones)
        {
            known = zone.IsBreached && !known.Span.Contains(zone.Id) ? known.Add(zone.Id) : known;
        }

        return known;
    }

    // Something of this climb gained, if not enough.
    private bool HasGained()
    {
        foreach (var attempt in _state.Attempts)
        {
            if (attempt.Outcome is Outcome.Recovered or Outcome.Partial)
            {
                return true;
            }
        }

        return false;
    }

    // A rung that gained when it last ran, and that this climb passed over only because it is not paid yet.
    private bool AwaitsPaidRung() => !HasGained() && FindPaced(isPaid: false);

    // Such a rung may run again: the ladder need not rest any longer.
    private bool HasPaidRung() => FindPaced(isPaid: true);

    private bool FindPaced(bool isPaid)
    {
        for (var step = 0; step < _order.Remedies; step++)
        {
            var (rung, memory) = (_order[step], _state.MemoryOf(_order[step]));
            if (memory is { HasGained: true, IsSettled: false }
                && (rung >= seen.Unavailable.Count || seen.Unavailable[rung].Code == ReasonCode.None)
                && Pacing.Resting(settings.Ladder[rung], memory, now) is null == isPaid)
            {
                return true;
            }
        }

        return false;
    }

    // Until the first rung that may run again.
    private TimeSpan ShortestRest()
    {
        var shortest = settings.Incident.BackOff;
        for (var step = 0; step < _order.Remedies; step++)
        {
            var memory = _state.MemoryOf(_order[step]);
            if (!memory.IsSettled && Pacing.Resting(settings.Ladder[_order[step]], memory, now) is { } reason)
            {
                var rest = TimeSpan.FromMilliseconds(reason.Value);
                shortest = rest < shortest ? rest : shortest;
            }
        }

        return shortest;
    }

    // A ladder that gains again and again, but never enough, is told of as often as one that rests.
    private bool WasToldLately() =>
        HasGained() && _state.ExhaustedToldAt is { } told && now - told < settings.Incident.BackOff;
}
