using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>What belongs to a write of a grain's state and does not pass through Orleans' storage.</summary>
/// <param name="Rows">Committed with the state, as <see cref="CommittedRows"/> makes them.</param>
/// <param name="IsBackground">As <see cref="StoredState{T}.IsBackground"/>.</param>
internal sealed record WriteContext(IReadOnlyList<GrainRow> Rows, bool IsBackground = false)
{
    public static readonly WriteContext Nothing = new([]);
}
