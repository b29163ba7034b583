using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Server.Api.Admin;
using OrleansRealtime.Server.Problems;
using OrleansRealtime.Tests.Grains;
using OrleansRealtime.Tests.Storage;

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
    public async Task A_cluster_without_the_grains_class_is_not_available_and_no_mistake()
    {
        await using var grains = await GrainsUnderTest.StartAsync(store: new SqliteStore());
        var problem = Assert.Throws<ProblemException>(() => grains.Services.GetRequiredService<IGrainFactory>().GetNewGrain<INobodysGrain>("x/y"));
        Assert.Equal(ProblemCodes.Unavailable.Code, ProblemMapping.Of(problem, mutation: false).Code);
        Assert.Equal("gateways/x", grains.Services.GetRequiredService<IGrainFactory>().GetNewGrain<IGatewayDirectoryGrain>("gateways/x").GetPrimaryKeyString());
    }

    [Fact]
    public async Task What_else_goes_wrong_is_told_as_it_is()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Task.FromException<int>(new TimeoutException()).OrUnavailableAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.FromException<int>(new InvalidOperationException()).OrUnavailableAsync());
        Assert.Equal(1, await Task.FromResult(1).OrUnavailableAsync());
    }

    /// <summary>No silo has a class of it.</summary>
    internal interface INobodysGrain : IGrainWithStringKey;
}
