namespace OrleansRealtime.TestKit;

/// <summary>Something was not as the protocol has it.</summary>
internal sealed class Unexpected(string message) : Exception(message.Length > MaxMessage ? $"{message[..MaxMessage]}…" : message)
{
    // In characters: an answer with a body of 8 KB would hide what failed from who reads the run.
    private const int MaxMessage = 1_000;

    public static void Unless(bool isSo, string message)
    {
        if (!isSo) throw new Unexpected(message);
    }
}
