using System.Text;
using OrleansRealtime.LoadTest.Versions;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class TabViewTests
{
    private readonly TabView _tab = new();

    [Fact]
    public void What_goes_on_where_it_ended_is_right()
    {
        Take(State(3), Changed(3, 4), Changed(4, 9), State(12), Changed(12, 13));

        Assert.Empty(_tab.Faults);
        Assert.Equal(13, _tab.VersionOf("a"));
        Assert.Equal(5, _tab.Frames);
    }

    [Fact]
    public void A_frame_that_comes_twice_is_a_fault()
    {
        Take(State(3), Changed(3, 4), Changed(3, 4));

        Assert.NotEmpty(_tab.Faults);
    }

    [Fact]
    public void A_frame_that_is_missing_is_a_fault()
    {
        Take(State(3), Changed(4, 5));

        Assert.Single(_tab.Faults);
    }

    [Fact]
    public void A_state_that_goes_back_is_a_fault()
    {
        Take(State(3), State(2));

        Assert.Single(_tab.Faults);
    }

    [Fact]
    public void What_came_is_taken_once_and_the_last_of_it_stays()
    {
        Take(State(3), Changed(3, 4));
        Assert.Equal([3, 4], _tab.TakeArrivals("a").Select(arrival => arrival.Version));
        Take(Changed(4, 5));
        Assert.Equal([4, 5], _tab.TakeArrivals("a").Select(arrival => arrival.Version));
        Assert.Empty(_tab.TakeArrivals("b"));
    }

    private static string State(long version) => $$"""{"type":1,"target":"state","arguments":[{"id":"a","position":"k3:{{version}}"}]}""";

    private static string Changed(long from, long to) => $$"""{"type":1,"target":"changed","arguments":[{"id":"a","from":"k3:{{from}}","to":"k3:{{to}}"}]}""";

    private void Take(params string[] frames)
    {
        foreach (var frame in frames) _tab.Take(Encoding.UTF8.GetBytes($"{frame}\u001e"));
    }
}
