namespace Orleans.Runtime;

/// <summary>The root of what the engine itself throws.</summary>
public class OrleansException : Exception
{
    public OrleansException()
    {
    }

    public OrleansException(string message) : base(message)
    {
    }

    public OrleansException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

/// <summary>The call was not carried out.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message) : base(message)
    {
    }
}

/// <summary>The observer was deleted, or nobody held it any more.</summary>
public sealed class ClientNotAvailableException : OrleansException
{
    internal ClientNotAvailableException(GrainId grainId) : base($"No observer {grainId} is available.")
    {
    }
}
