using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Tests.Server.Hosting;

public sealed class HostFailureTests
{
    private static readonly Exception Folder = new AggregateException(
        new InvalidOperationException("not this one"), new IOException("nor this", new UnauthorizedAccessException("Access to /data\nis denied.")));

    public static TheoryData<Exception, string> StartsOnly => new()
    {
        { new OptionsValidationException("", typeof(string), ["Gateway:MaxHeld is at least 1.", "And so on."]), "Gateway:MaxHeld is at least 1. And so on." },
        { new IOException("In use.", new AddressInUseException("")), "In use. Stop what listens there, or choose another port." },
        { new SocketException((int)SocketError.AccessDenied), "It cannot listen: " },
        { new InvalidDataException("outer", new FormatException("Line 3.")), "Line 3." },
    };

    [Theory]
    [MemberData(nameof(StartsOnly), DisableDiscoveryEnumeration = true)]
    public void A_mistake_in_how_it_was_started_explains_no_stop(Exception exception, string reason)
    {
        Assert.StartsWith($"OrleansRealtime did not start: {reason}", HostFailure.Explain(exception, hasStarted: false), StringComparison.Ordinal);
        Assert.Null(HostFailure.Explain(exception, hasStarted: true));
    }

    [Fact]
    public void What_the_operator_can_mend_is_said_in_one_line_and_as_what_it_was()
    {
        Assert.Equal("OrleansRealtime did not start: Access to /data is denied.", HostFailure.Explain(Folder, hasStarted: false));
        Assert.Equal("OrleansRealtime did not stop as it should: Access to /data is denied.", HostFailure.Explain(Folder, hasStarted: true));
        Assert.Equal(
            "OrleansRealtime did not stop as it should: It is gone.",
            HostFailure.Explain(new AggregateException(new StorageStartException("It is gone.")), hasStarted: true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Our_own_mistake_is_not_made_short(bool hasStarted) =>
        Assert.Null(HostFailure.Explain(new InvalidOperationException("What?", new KeyNotFoundException()), hasStarted));
}
