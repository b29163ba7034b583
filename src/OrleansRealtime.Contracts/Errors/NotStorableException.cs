namespace OrleansRealtime.Contracts.Errors;

/// <summary>What was to be committed cannot be stored, now or later: repeating it is in vain. Nothing of it was committed.</summary>
[GenerateSerializer, Alias("not-storable")]
public sealed class NotStorableException(string message) : Exception(message);
