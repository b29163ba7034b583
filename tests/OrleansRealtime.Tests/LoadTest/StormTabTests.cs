using System.Text;
using OrleansRealtime.LoadTest.Storm;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class StormTabTests
{
    private readonly StormTab _tab = new("token", ["a"]);

    [Fact]
    public void What_goes_on_where_it_ended_is_right()
    {
        Take(State(3), Changed(3, 5), State(5), State(9), Changed(9, 10));

        Assert.Empty(_tab.Faults);
        Assert.Equal("k3:10", _tab.PositionOf("a"));
    }

    [Fact]
    public void A_frame_that_is_missing_is_a_fault()
    {
        Take(State(3), Changed(4, 5));

        Assert.Single(_tab.Faults);
    }

    [Fact]
    public void A_frame_that_comes_twice_is_a_fault()
    {
        Take(State(3), Changed(3, 4), Changed(3, 4));

        Assert.Single(_tab.Faults);
    }

    [Fact]
    public void A_state_that_goes_back_is_a_fault()
    {
        Take(State(3), State(2));

        Assert.Single(_tab.Faults);
    }

    private static string State(long version) => $$"""{"type":1,"target":"state","arguments":[{"id":"a","position":"k3:{{version}}"}]}""";

    private static string Changed(long from, long to) => $$"""{"type":1,"target":"changed","arguments":[{"id":"a","from":"k3:{{from}}","to":"k3:{{to}}"}]}""";

    private void Take(params string[] frames)
    {
        foreach (var frame in frames) _tab.Take(Encoding.UTF8.GetBytes(frame), () => { });
    }
}
