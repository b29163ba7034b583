namespace OrleansRealtime.Tests.Contracts.RollingUpgrades;

/// <summary>Failures with all that is to be mended, a line each.</summary>
internal static class Complaints
{
    public static void None(IEnumerable<string> complaints)
    {
        var all = string.Join('\n', complaints);
        Assert.True(all.Length == 0, all);
    }
}
