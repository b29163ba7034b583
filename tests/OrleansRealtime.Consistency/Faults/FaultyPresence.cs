using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Presence;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>What a gateway says of whom it has: not heard, heard without an answer, or heard when it has said something else already.</summary>
internal sealed class FaultyPresence(IPresenceSource inner, Nemesis nemesis) : IPresenceSource
{
    public async Task<bool> ReportAsync(PresenceTarget room, PresenceReport report)
    {
        var name = $"report {room.GrainKey}";
        switch (nemesis.Roll(name, (Fault.CallFailsBefore, 0.06), (Fault.CallFailsAfter, 0.06), (Fault.ReportLate, 0.06)))
        {
            case Fault.CallFailsBefore:
                throw new InvalidOperationException("The report fails.");
            case Fault.CallFailsAfter:
                await inner.ReportAsync(room, report);
                throw new InvalidOperationException("The answer to the report is lost.");
            case Fault.ReportLate:
                nemesis.Later(nemesis.Random.Next($"late {name}", 0, 500), () => inner.ReportAsync(room, report));
                throw new TimeoutException("The report times out; it is still on its way.");
            default:
                return await inner.ReportAsync(room, report);
        }
    }

    public Task BeatAsync(string gateway) => nemesis.Roll("beat", (Fault.CallFailsBefore, 0.1)) == Fault.None
        ? inner.BeatAsync(gateway)
        : throw new InvalidOperationException("The beat fails.");

    public Task LeaveAsync(string gateway) => inner.LeaveAsync(gateway);
}
