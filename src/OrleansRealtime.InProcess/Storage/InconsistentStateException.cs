using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The record is not the one that was read. Let out by a grain's call, it ends the activation.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException()
    {
    }

    public InconsistentStateException(string message) : base(message)
    {
    }

    public InconsistentStateException(string message, Exception? innerException) : base(message, innerException!)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException = null)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The ETag that the storage holds.</summary>
    [Id(1)]
    public string? StoredEtag { get; }

    /// <summary>The ETag that the grain held.</summary>
    [Id(2)]
    public string? CurrentEtag { get; }

    /// <summary>The exception travels along the calls; only the first activation that lets it out is the one whose state is old.</summary>
    internal bool IsSourceActivation { get; set; } = true;

    public override string ToString() => $"{base.ToString()} (expected ETag {CurrentEtag}, stored {StoredEtag})";
}
