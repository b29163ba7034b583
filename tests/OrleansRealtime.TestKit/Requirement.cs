namespace OrleansRealtime.TestKit;

/// <summary>Something that a machine may lack. A test that needs it is skipped and says why; under ./test, which sees to everything, it fails.</summary>
internal static class Requirement
{
    private const string Strict = "REALTIME_TESTS_STRICT";

    public static void Is(bool there, string missing)
    {
        if (there) return;
        if (Environment.GetEnvironmentVariable(Strict) is "1") Assert.Fail($"{missing} ({Strict} is set: no test may be skipped.)");
        Assert.Skip(missing);
    }
}
