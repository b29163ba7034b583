namespace OrleansRealtime.TestKit;

/// <summary>Something was not as the protocol has it.</summary>
internal sealed class Unexpected(string message) : Exception(message)
{
    public static void Unless(bool isSo, string message)
    {
        if (!isSo) throw new Unexpected(message);
    }
}
