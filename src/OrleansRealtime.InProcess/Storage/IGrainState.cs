namespace Orleans;

/// <summary>What storage reads into and writes from.</summary>
public interface IGrainState<T>
{
    T? State { get; set; }

    string? ETag { get; set; }

    bool RecordExists { get; set; }
}

/// <inheritdoc/>
[GenerateSerializer]
public sealed class GrainState<T> : IGrainState<T>
{
    public GrainState()
    {
    }

    public GrainState(T? state) => State = state;

    public GrainState(T? state, string? eTag) : this(state) => ETag = eTag;

    [Id(0)]
    public T? State { get; set; }

    [Id(1)]
    public string? ETag { get; set; }

    [Id(2)]
    public bool RecordExists { get; set; }
}
