namespace OrleansRealtime.Client;

/// <summary>Every failure of this library: <see cref="Code"/> is for programs, the message is a sentence for people.</summary>
public sealed class RealtimeException(string code, string message, int? status = null, Exception? inner = null) : Exception(message, inner)
{
    private static readonly int[] Temporary = [429, 502, 503, 504];

    /// <summary>What the platform looks at only after it has looked for the idempotency key: an earlier try was not committed either.</summary>
    private static readonly int[] Decisive = [400, 404, 405, 412, 413, 415, 422];

    /// <summary>One of <see cref="ErrorCodes"/>, or <c>http_…</c> with the status when what answered was not the platform.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status, where there was an answer.</summary>
    public int? Status { get; } = status;

    /// <summary>The entity's position, where a condition failed.</summary>
    public Position? Position { get; init; }

    /// <summary>The fields that changed since the position of a condition that failed, as far as the server's log reaches.</summary>
    public IReadOnlyList<string>? ChangedFields { get; init; }

    /// <summary>The member that is wrong, where one is.</summary>
    public string? Field { get; init; }

    /// <summary>How long the server asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Of a mutation: it may have been committed nevertheless, because at least one try had no answer. Repeated under the same
    /// idempotency key it takes effect once.</summary>
    public bool OutcomeUnknown { get; init; }

    /// <summary>Whether a later try may succeed.</summary>
    public bool IsTemporary => Code is ErrorCodes.Network or ErrorCodes.Token || (Status is { } status && Temporary.Contains(status));

    /// <summary>Whether the request may have arrived, and what became of it is not known.</summary>
    internal bool IsAmbiguous => Code == ErrorCodes.Network || Status >= 500;

    /// <summary>Whether this says also what became of earlier tries.</summary>
    internal bool IsDecisive => !Code.StartsWith("http_", StringComparison.Ordinal) && Status is { } status && Decisive.Contains(status);

    /// <summary>The same failure, of a call that may have taken effect.</summary>
    internal RealtimeException WithOutcomeUnknown() => new(Code, Message, Status, this)
    {
        Position = Position,
        ChangedFields = ChangedFields,
        Field = Field,
        RetryAfter = RetryAfter,
        OutcomeUnknown = true,
    };
}
