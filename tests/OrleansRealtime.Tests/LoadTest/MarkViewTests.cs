using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class MarkViewTests
{
    private readonly Deliveries _deliveries = new();
    private readonly DueTimes _sent = new();

    [Fact]
    public void Edits_that_share_a_frame_are_measured_as_those_that_have_their_own()
    {
        for (var due = 1L; due <= 5; due++) _sent.Add(due);
        var view = new MarkView(_deliveries, _sent);

        Take(view, 1, 4, 5);

        Assert.Equal((5, 3, 0), (view.Last, view.Came, view.Doubled));
        Assert.Equal(3, _deliveries.Count);
        Assert.Equal(5, _deliveries.Take().TotalCount);
    }

    [Fact]
    public void An_edit_that_comes_behind_a_later_one_is_measured_once()
    {
        for (var due = 1L; due <= 2; due++) _sent.Add(due);

        Take(new MarkView(_deliveries, _sent), 2, 1);

        Assert.Equal(2, _deliveries.Take().TotalCount);
    }

    [Fact]
    public void Where_each_edit_has_a_frame_each_is_measured_when_it_comes()
    {
        var view = new MarkView(_deliveries);

        Take(view, 3, 1, 1);

        Assert.Equal((3, 2, 1), (view.Last, view.Came, view.Doubled));
        Assert.Equal(3, _deliveries.Take().TotalCount);
    }

    private static void Take(MarkView view, params int[] numbers)
    {
        foreach (var number in numbers) view.Take(new(number, number));
    }
}
