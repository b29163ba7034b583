using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Auth;

/// <summary>What a token is worth: whose it is, or why it is refused.</summary>
/// <param name="Error">With no caller: the code that the request is answered with.</param>
/// <param name="Sentence">What exactly is wrong, without a word of the token; <c>null</c> = what the code says.</param>
internal readonly record struct TokenReading(Caller? Caller, ProblemCode? Error = null, string? Sentence = null)
{
    public static TokenReading Refused(string sentence) => new(null, ProblemCodes.Unauthenticated, sentence);

    public static TokenReading Refused(ProblemCode error, string? sentence = null) => new(null, error, sentence);
}
