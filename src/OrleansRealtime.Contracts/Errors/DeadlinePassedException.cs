namespace OrleansRealtime.Contracts.Errors;

/// <summary>The call reached its grain when its caller had given it up, and was not begun.</summary>
[GenerateSerializer, Alias("deadline-passed")]
public sealed class DeadlinePassedException() : OrleansException("The call came too late, and nothing was done.");
