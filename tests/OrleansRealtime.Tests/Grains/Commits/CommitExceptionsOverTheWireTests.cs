using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Tests.Grains.Commits;

/// <summary>A caller in another process tells a grain's storage failures apart by their types, as one beside the grain does.</summary>
public class CommitExceptionsOverTheWireTests
{
    [Fact]
    public void What_a_grain_says_of_its_storage_arrives_as_what_it_is()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();

        var overload = Assert.IsType<CommitOverloadException>(Sent(new CommitOverloadException()));
        Assert.Equal(new CommitOverloadException().Message, overload.Message);
        var failed = Assert.IsType<CommitFailedException>(Sent(new CommitFailedException(new TimeoutException("late"))));
        Assert.Equal("late", Assert.IsType<TimeoutException>(failed.InnerException).Message);

        Exception? Sent(Exception exception) => serializer.Deserialize<Exception>(serializer.SerializeToArray(exception));
    }
}
