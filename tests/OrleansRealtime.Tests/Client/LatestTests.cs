using OrleansRealtime.Client;

namespace OrleansRealtime.Tests.Client;

public sealed class LatestTests
{
    private readonly Latest<int> _latest = new();

    [Fact]
    public async Task A_slow_reader_gets_the_newest_alone()
    {
        using var reader = _latest.Open();
        for (var value = 1; value <= 1_000; value++) _latest.Publish(value);
        _latest.End(new RealtimeException(ErrorCodes.Closed, "over"));
        Assert.Equal([1_000], await ReadAsync(reader));
    }

    [Fact]
    public async Task A_late_reader_begins_with_what_is_there_and_hears_of_the_end()
    {
        _latest.Publish(7);
        _latest.End(new RealtimeException(ErrorCodes.Closed, "over"));
        _latest.Publish(8);
        using var reader = _latest.Open();
        Assert.Equal([7], await ReadAsync(reader));
    }

    [Fact]
    public void Whoever_reads_no_longer_is_forgotten()
    {
        var reader = _latest.Open();
        Assert.Equal(1, _latest.Readers);
        reader.Dispose();
        Assert.Equal(0, _latest.Readers);
    }

    private static async Task<List<int>> ReadAsync(Latest<int>.Reader reader)
    {
        var seen = new List<int>();
        var end = await Assert.ThrowsAsync<RealtimeException>(async () =>
        {
            await foreach (var value in reader.ReadAsync(TestContext.Current.CancellationToken)) seen.Add(value);
        });
        Assert.Equal(ErrorCodes.Closed, end.Code);
        return seen;
    }
}
