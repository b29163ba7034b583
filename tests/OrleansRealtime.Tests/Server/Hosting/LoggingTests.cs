using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Tests.Server.Hosting;

[Collection(nameof(SharedServer))]
public sealed class LoggingTests(ServerApp app)
{
    [Fact]
    public void Where_grains_are_placed_is_logged_only_when_it_goes_wrong()
    {
        // As Microsoft Orleans' placement logs: under the name of the library that it retries with.
        var placement = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Polly");
        Assert.False(placement.IsEnabled(LogLevel.Information));
        Assert.True(placement.IsEnabled(LogLevel.Warning));
    }
}
