using System.Collections.Immutable;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

/// <summary>A grain that keeps a text, and rows with it.</summary>
public interface IKeeperGrain : IGrainWithStringKey
{
    Task<Kept> Read();

    Task Write(string text, ImmutableArray<KeptRow> rows);

    Task Clear();

    Task Retire();
}

[GenerateSerializer, Immutable]
public sealed record Kept([property: Id(0)] string? Text, [property: Id(1)] string? Etag, [property: Id(2)] bool Exists);

[GenerateSerializer, Immutable]
public sealed record KeptRow([property: Id(0)] string Id, [property: Id(1)] string? Value);

public sealed record KeptText(string Text);

public sealed class KeeperGrain(
    [PersistentState(KeeperGrain.StateName, StorageNames.Grains)] IPersistentState<StoredState<KeptText>> stored) : Grain, IKeeperGrain
{
    public const string StateName = "keeper";

    public Task<Kept> Read() => Task.FromResult(new Kept(stored.State.State?.Text, stored.Etag, stored.RecordExists));

    public Task Write(string text, ImmutableArray<KeptRow> rows)
    {
        stored.State = new() { State = new KeptText(text), Rows = [.. rows.Select(row => new GrainRow("row", row.Id, row.Value))] };
        return stored.WriteStateAsync();
    }

    public Task Clear() => stored.ClearStateAsync();

    public Task Retire()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
