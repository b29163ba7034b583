namespace OrleansRealtime.Contracts.Errors;

/// <summary>The write failed, or nobody knows whether it did. The same request may be repeated under its key.</summary>
[GenerateSerializer, Alias("commit-failed")]
public sealed class CommitFailedException(Exception? cause = null)
    : Exception("The commit failed, or its outcome is not known.", cause);

/// <summary>More operations wait for this grain than it queues; this one was not taken.</summary>
[GenerateSerializer, Alias("commit-overload")]
public sealed class CommitOverloadException() : Exception("Too many operations wait for this grain.");
