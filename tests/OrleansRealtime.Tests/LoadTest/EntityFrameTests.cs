using System.Text;
using OrleansRealtime.LoadTest.Versions;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class EntityFrameTests
{
    [Fact]
    public void The_frames_of_a_message_are_those_about_entities()
    {
        var message = """
            {"type":3,"invocationId":"1","result":[{"type":"workitem","id":"a","ok":true,"position":"k3:4"}]}
            {"type":1,"target":"state","arguments":[{"type":"workitem","id":"a","position":"k3:4","fields":{"id":"of a field","to":"k3:9"}}]}
            {"type":1,"target":"changed","arguments":[{"type":"workitem","id":"a","from":"k3:4","to":"k3:6","fields":{"title":"two"}}]}
            {"type":1,"target":"badge","arguments":[{"version":3,"unread":0}]}
            {"type":6}
            """.ReplaceLineEndings("\u001e") + "\u001e";

        Assert.Equal([new("a", null, 4), new("a", 4, 6)], EntityFrame.Of(Encoding.UTF8.GetBytes(message)));
    }
}
