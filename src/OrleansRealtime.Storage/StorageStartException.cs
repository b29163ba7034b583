namespace OrleansRealtime.Storage;

/// <summary>
/// Storage cannot serve on this data folder. The message is one line for the operator; the host prints it and exits non-zero.
/// </summary>
public sealed class StorageStartException : Exception
{
    public StorageStartException(string message) : base(message)
    {
    }

    public StorageStartException(string message, Exception cause) : base(message, cause)
    {
    }
}
