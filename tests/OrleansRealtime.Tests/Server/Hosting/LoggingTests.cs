using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRealtime.Server.Hosting;

namespace OrleansRealtime.Tests.Server.Hosting;

public sealed class LoggingTests : IDisposable
{
    /// <summary>A content root without any file.</summary>
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("realtime-");

    private readonly LogLines _lines = new();

    public void Dispose()
    {
        _lines.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Orleans.Runtime.Silo", LogLevel.Warning)]
    [InlineData("OrleansRealtime.Server", LogLevel.Warning)]
    [InlineData("OrleansRealtime.Server.Banner", LogLevel.Information)]
    [InlineData("Microsoft.AspNetCore.Routing", LogLevel.Warning)]
    [InlineData("Microsoft.AspNetCore.DataProtection.KeyManagement", LogLevel.Error)]
    [InlineData("System.Net.Http.HttpClient", LogLevel.Warning)]
    [InlineData("Polly", LogLevel.Warning)]
    [InlineData("Somebody.Else", LogLevel.Information)]
    public async Task Without_any_configuration_frameworks_are_logged_when_something_goes_wrong(string category, LogLevel from)
    {
        await using var app = Build();
        var logger = Started(app).CreateLogger(category);
        Assert.False(logger.IsEnabled(from - 1));
        Assert.True(logger.IsEnabled(from));
    }

    [Fact]
    public async Task The_configuration_may_say_otherwise()
    {
        await using var app = Build("--Logging:LogLevel:Polly=Debug", "--Logging:LogLevel:Orleans=None");
        var logs = Started(app);
        Assert.True(logs.CreateLogger("Polly").IsEnabled(LogLevel.Debug));
        Assert.False(logs.CreateLogger("Orleans.Runtime").IsEnabled(LogLevel.Critical));
        Assert.False(logs.CreateLogger("Microsoft.AspNetCore").IsEnabled(LogLevel.Information));
    }

    [Theory]
    [InlineData("Polly")]
    [InlineData("Orleans.Messaging")]
    [InlineData("Orleans.Grain")]
    public async Task Calls_and_grains_that_find_no_silo_at_the_stop_are_told_of_once(string category)
    {
        await using var app = Build();
        var logger = Started(app).CreateLogger(category);
        var phase = app.Services.GetRequiredService<ServerPhase>();
        logger.Log(LogLevel.Warning, default, "before", null, (words, _) => words);
        phase.Stopping();
        for (var i = 0; i < 100; i++) logger.Log(LogLevel.Error, default, "not placed", null, (words, _) => words);
        phase.Stopped(app.Logger);

        Assert.Equal(1, Count("before"));
        Assert.Equal(0, Count("not placed"));
        Assert.Equal(1, Count("found no silo any more"));
    }

    [Fact]
    public async Task What_else_fails_at_the_stop_is_logged()
    {
        await using var app = Build();
        var logger = Started(app).CreateLogger("Orleans.GrainDirectory");
        app.Services.GetRequiredService<ServerPhase>().Stopping();

        logger.Log(LogLevel.Error, default, "no directory", null, (words, _) => words);

        Assert.Equal(1, Count("no directory"));
    }

    [Fact]
    public async Task A_stop_in_which_every_call_was_answered_says_nothing()
    {
        await using var app = Build();
        Started(app);
        var phase = app.Services.GetRequiredService<ServerPhase>();
        phase.Stopping();
        phase.Stopped(app.Logger);
        Assert.Equal(0, Count("silo"));
    }

    private int Count(string words) => _lines.Lines.Count(line => line.Contains(words, StringComparison.Ordinal));

    private static ILoggerFactory Started(WebApplication app)
    {
        app.Services.GetRequiredService<ServerPhase>().Started();
        return app.Services.GetRequiredService<ILoggerFactory>();
    }

    private WebApplication Build(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = _folder.FullName });
        builder.AddServerHosting();
        builder.Services.AddSingleton<ILoggerProvider>(_lines);
        return builder.Build();
    }
}
