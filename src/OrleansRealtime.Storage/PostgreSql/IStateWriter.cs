namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>Writes states of grains. What it has answered is durable.</summary>
internal interface IStateWriter
{
    /// <returns>The new version; <c>null</c> when the stored state has another than the grain knows, or is not there.</returns>
    Task<int?> WriteAsync(StateWrite write);

    /// <summary>Writes several in one transaction.</summary>
    /// <returns>One answer for each, in their order.</returns>
    Task<IReadOnlyList<StateAnswer>> WriteTogetherAsync(IReadOnlyList<StateWrite> writes);

    /// <summary>Whether <see cref="WriteTogetherAsync"/> failed because of one of the writes, so that the others may succeed. Nothing was written.</summary>
    bool ConcernsOneWrite(Exception failure);
}

/// <summary>What a transaction for several made of one write.</summary>
/// <param name="IsPassedOver">It is left for a transaction of its own: somebody else has the state locked, or has just made it, or it is not there, or an earlier one of these
/// makes it.</param>
/// <param name="Version">As <see cref="IStateWriter.WriteAsync"/> would return it.</param>
internal readonly record struct StateAnswer(bool IsPassedOver, int? Version);
