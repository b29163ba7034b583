using OrleansRealtime.LoadTest.Replay;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class EditRecordTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_table_is_read_in_its_order_and_played_with_its_pauses()
    {
        File.WriteAllText(_file, "second\tuser\titem\ttitle\n5\tana\t1\tOne \"thing\"\n5\tana\t2\tTwo\n85\tbo\t1\tThree\n105\tbo\t1\tFour\n");

        var edits = EditRecord.ReadAll(_file);

        Assert.Equal(new(TimeSpan.FromSeconds(5), "ana", "1", "One \"thing\""), edits[0]);
        Assert.Equal([0, 0, 1.6, 2], EditRecord.Moments(edits, 2).Select(moment => moment.TotalSeconds));
    }

    [Fact]
    public void What_came_at_once_is_played_at_once()
    {
        File.WriteAllText(_file, "second\tuser\titem\ttitle\n7\tana\t1\tOne\n7\tana\t2\tTwo\n");

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero], EditRecord.Moments(EditRecord.ReadAll(_file), 1));
    }

    [Theory]
    [InlineData("second\tuser\titem\ttitle\n")]
    [InlineData("second\tuser\titem\ttitle\nsoon\tana\t1\tOne\n")]
    [InlineData("second\tuser\titem\ttitle\n1\tana\t1\n")]
    [InlineData("second\tuser\titem\ttitle\n2\tana\t1\tOne\n1\tana\t1\tTwo\n")]
    public void What_is_no_such_table_is_refused(string text)
    {
        File.WriteAllText(_file, text);

        Assert.Throws<CommandLineException>(() => EditRecord.ReadAll(_file));
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Assert.Throws<CommandLineException>(() => EditRecord.ReadAll($"{_file}.not"));
}
