using System.Text;
using OrleansRealtime.LoadTest.Load;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class EditMarkTests
{
    [Fact]
    public void The_marks_of_a_message_are_those_of_its_edits()
    {
        var message = $"{new EditMark(17, 1).Body}\u001e[{new EditMark(18, 2).Body}]";

        Assert.Equal([new(17, 1), new(18, 2)], Marks(message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"type":6}""")]
    [InlineData("""{"at":0,"n":0,"title":"What an entity is made with is no edit."}""")]
    [InlineData("""{"at":"yesterday","n":1}""")]
    [InlineData("""{"at":17}""")]
    [InlineData("""{"at":17,"n":""")]
    public void What_is_no_edit_has_no_mark(string message) => Assert.Empty(Marks(message));

    private static List<EditMark> Marks(string message)
    {
        var marks = new List<EditMark>();
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(message);
        while (EditMark.TryTake(ref rest, out var mark)) marks.Add(mark);
        return marks;
    }
}
