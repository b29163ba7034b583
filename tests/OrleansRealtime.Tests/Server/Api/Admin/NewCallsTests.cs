using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.Admin;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api.Admin;

public sealed class NewCallsTests
{
    [Fact]
    public async Task A_node_that_cannot_read_the_call_is_not_available_and_no_mistake()
    {
        var error = new TypeLoadException();
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Task.FromException<int>(error).OrUnavailableAsync());
        Assert.Equal(ProblemCodes.Unavailable.Code, ProblemMapping.Of(problem, mutation: false).Code);
        Assert.Same(error, problem.InnerException);
    }

    [Fact]
    public async Task What_else_goes_wrong_is_told_as_it_is()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Task.FromException<int>(new TimeoutException()).OrUnavailableAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.FromException<int>(new InvalidOperationException()).OrUnavailableAsync());
        Assert.Equal(1, await Task.FromResult(1).OrUnavailableAsync());
    }
}
