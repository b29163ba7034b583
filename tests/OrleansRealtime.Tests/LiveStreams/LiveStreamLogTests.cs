using System.Reflection;
using Microsoft.Extensions.Logging;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Tests.LiveStreams;

public class LiveStreamLogTests
{
    [Fact]
    public void Every_log_message_has_an_id_and_a_name_of_its_own_in_the_range_of_live_streams()
    {
        var messages = typeof(LiveStreamOptions).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(each => each.Message is not null)
            .ToList();

        Assert.NotEmpty(messages);
        Assert.All(messages, each => Assert.InRange(each.Message!.EventId, 7100, 7199));
        Assert.Equal(messages.Count, messages.Select(each => each.Message!.EventId).Distinct().Count());
        Assert.Equal(messages.Count, messages.Select(each => each.Name).Distinct().Count());
    }
}
