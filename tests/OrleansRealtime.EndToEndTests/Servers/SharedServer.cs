using OrleansRealtime.EndToEndTests.Servers;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace OrleansRealtime.EndToEndTests.Servers;

/// <summary>One server for all tests that do it no harm. Each takes a workspace of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private ServerProcess? _process;

    internal ServerProcess Process => _process ?? throw new InvalidOperationException("The shared server was not started.");

    public async ValueTask InitializeAsync()
    {
        ServerProcess.Said = output =>
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed) TestContext.Current.TestOutputHelper?.WriteLine($"The server said:\n{output}");
        };
        _process = await ServerProcess.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
