using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// Each connection's frames form one chain per entity: nothing twice, nothing backwards, no hole, nothing unasked. And when the interval
/// after the last edit is over, each has what is committed.
/// </summary>
internal sealed class ChainRules(Findings findings, States states)
{
    private readonly Dictionary<(int Connection, string Entity), View> _views = [];

    public void Check(IReadOnlyList<Event> history)
    {
        foreach (var entry in history)
        {
            switch (entry)
            {
                case Watching watching:
                    Begin(watching);
                    break;
                case WatchAnswered { IsOk: false } refused:
                    End(refused.Connection, refused.Entity, lastFrame: null);
                    break;
                case Unwatched unwatched:
                    End(unwatched.Connection, unwatched.Entity, unwatched.FramesBefore);
                    break;
                case Framed { Entity: { } entity } frame:
                    ApplyFrame(frame, entity);
                    break;
                case IntervalOver over:
                    Compare(over);
                    break;
            }
        }
    }

    private void Begin(Watching watching)
    {
        var key = (watching.Connection, watching.Entity);
        if (_views.TryGetValue(key, out var view) && view.IsWatched)
        {
            view.AskedAgainFrom = watching.From?.Epoch ?? "";
            return;
        }

        _views[key] = new() { IsWatched = true, Model = watching.Model, HasSomething = watching.Model is not null };
    }

    private void End(int connection, string entity, int? lastFrame)
    {
        if (_views.TryGetValue((connection, entity), out var view)) (view.IsWatched, view.LastFrame) = (false, lastFrame);
    }

    private void ApplyFrame(Framed frame, string entity)
    {
        var who = $"connection {frame.Connection}, {frame.Name} {frame.Body}";
        if (!_views.TryGetValue((frame.Connection, entity), out var view))
        {
            findings.Add($"A frame that was not asked for: {who}.");
            return;
        }

        // What is on its way while Unwatch is, is welcome.
        findings.Unless(view.IsWatched || frame.Index < view.LastFrame, $"A frame of what is not watched (any more): {who}.");
        switch (frame.Name)
        {
            case "state":
                var state = Seen.Of(frame.Body);
                var isReset = frame.Body.TryGetProperty("reset", out var reset) && reset.GetBoolean();
                findings.Unless(isReset == view.HasSomething, $"The client has {view.Model?.At.ToString() ?? (view.HasSomething ? "something that went" : "nothing")}, and the state says reset = {isReset}: {who}.");
                // Who watches again with a position of another life, because the state was still on its way, gets it once more.
                if (isReset && view.Model is { } had && had.At == state.At && view.AskedAgainFrom is { } asked && asked != state.At.Epoch)
                {
                    view.AskedAgainFrom = null;
                    states.Add(entity, state, who);
                }
                else
                {
                    Move(view, entity, state, who);
                }

                break;
            case "changed":
                var from = Position.Parse(frame.Body.GetProperty("from").GetString()!);
                if (view.Model is not { } before || before.At != from)
                {
                    findings.Add($"A hole: the client has {view.Model?.At.ToString() ?? "nothing"}: {who}.");
                    break;
                }

                Move(view, entity, before.After(frame.Body), who);
                break;
            case "deleted":
                var end = Position.Parse(frame.Body.GetProperty("position").GetString()!);
                findings.Unless(view.Rises(end), $"Backwards or twice: the client was at version {view.Highest(end.Epoch)}: {who}.");
                states.Ended(entity, end);
                (view.Model, view.HasSomething) = (null, true);
                break;
            case "presence" or "presenceChanged":
                findings.Unless(view.HasSomething, $"Viewers before the state: {who}.");
                break;
            default:
                findings.Add($"Nobody lost access: {who}.");
                break;
        }
    }

    private void Move(View view, string entity, Seen to, string who)
    {
        findings.Unless(view.Rises(to.At), $"Backwards or twice: the client was at version {view.Highest(to.At.Epoch)}: {who}.");
        (view.Model, view.HasSomething) = (to, true);
        states.Add(entity, to, who);
    }

    private void Compare(IntervalOver over)
    {
        foreach (var (entity, committed) in over.Committed)
        {
            if (committed is not null) states.Add(entity, committed, "the read after the interval");
            foreach (var connection in over.Connections)
            {
                if (!_views.TryGetValue((connection, entity), out var view) || !view.IsWatched)
                {
                    findings.Add($"Connection {connection} does not watch {entity} when the interval is over.");
                    continue;
                }

                var isSame = committed is null ? view.Model is null : view.Model is { } model && model.At == committed.At && model.IsSameAs(committed);
                findings.Unless(isSame, $"Stale after the interval: connection {connection} has {entity} as {view.Model?.ToString() ?? "nothing"}; committed is {committed?.ToString() ?? "nothing"}.");
            }
        }
    }

    /// <summary>One entity as one connection has it.</summary>
    private sealed class View
    {
        private readonly Dictionary<string, long> _highest = [];
        private string? _epoch;
        private Seen? _model;

        public bool IsWatched { get; set; }

        /// <summary>The life of the position that Watch was called with while this was watched already.</summary>
        public string? AskedAgainFrom { get; set; }

        /// <summary>The first frame that may not be there after Unwatch was answered.</summary>
        public int? LastFrame { get; set; }

        /// <summary>Whether the client has, or had and lost to a deletion, anything that a state replaces.</summary>
        public bool HasSomething { get; set; }

        public Seen? Model
        {
            get => _model;
            set
            {
                _model = value;
                if (value is null) return;
                _epoch = value.At.Epoch;
                _highest[value.At.Epoch] = value.At.Version;
            }
        }

        public long Highest(string epoch) => _highest.GetValueOrDefault(epoch);

        /// <summary>Whether this is past everything of its life that was had, and of no life that is over; from now on it was had.</summary>
        public bool Rises(Position to)
        {
            var rises = to.Version > Highest(to.Epoch) && (to.Epoch == _epoch || !_highest.ContainsKey(to.Epoch));
            _highest[to.Epoch] = Math.Max(Highest(to.Epoch), to.Version);
            _epoch = to.Epoch;
            return rises;
        }
    }
}
