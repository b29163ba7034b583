using System.Diagnostics;
using OpenTelemetry.Trace;
using OrleansRealtime.Server.Telemetry;
using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.TestKit.Servers;
using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>One trace leads from a request through grain, row and stream to the frames that tell of it, and nothing else is in it.</summary>
public sealed class TracingTests
{
    private static readonly ActivityTraceId Trace = ActivityTraceId.CreateRandom();

    private readonly ActivitySpanId _caller = ActivitySpanId.CreateRandom();

    public static TheoryData<bool> Stores => [false, true];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task From_PATCH_to_the_frame(bool isPostgres)
    {
        if (isPostgres) Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");
        await using var postgres = isPostgres ? await PrivatePostgres.StartAsync(durable: false) : null;
        await using var collector = new OtlpCollector();
        List<(string, string)> settings = [.. collector.Settings, ("Telemetry:TraceRatio", "0")];
        if (postgres is not null) settings.AddRange([("Data:Store", "postgres"), ("Data:ConnectionString", postgres.ConnectionString(await postgres.CreateDatabaseAsync()))]);
        var trace = ActivityTraceId.CreateRandom();
        using var spans = new RecordedSpans(trace);
        await using var app = new TelemetryApp([.. settings]);
        var api = app.Api();
        var path = await api.CreateAsync("one");
        (await api.SendAsync("PUT", $"{path}/followers/ana")).Is(204);
        await using var hub = await app.HubOfAsync("ana");
        await hub.OpenAsync("workitem", path.Split('/')[^1]);

        (await api.SendAsync("PATCH", path, """{"title":"two"}""", $"traceparent: 00-{trace}-{_caller}-01")).Is(200);
        await hub.TakeAsync("changed");
        // A span ends a moment after what it tells of was seen.
        await Waiting.UntilAsync(() => Task.FromResult($"{spans}"), _ => AllEnded(), "the spans of frame, commit and request to end", TimeSpan.FromSeconds(15));

        var toFrame = spans.Path(Assert.Single(Changes()));
        Assert.Equal(["frame.write", "stream.deliver"], toFrame.Take(2).Select(span => span.OperationName));
        Assert.Contains(toFrame, span => span.OperationName == "commit");
        Assert.Contains(toFrame, span => span.Source.Name == "Microsoft.Orleans.Runtime" && span.Kind == ActivityKind.Server);
        Assert.Equal((_caller, "Microsoft.AspNetCore.Hosting.HttpRequestIn"), (toFrame[^1].ParentSpanId, toFrame[^1].OperationName));
        var toRow = spans.Path(spans.Named("storage.commit").First(span => span.GetTagItem("state") is "entity"));
        Assert.Contains(toRow, span => span.OperationName == "commit");
        Assert.Equal(toFrame[^1], toRow[^1]);
        if (isPostgres) Assert.Contains(spans.All, span => span.Source.Name == "Npgsql" && spans.Path(span).Contains(toRow[0]));

        // Whatever was started by it and goes on, the next request is not in its trace.
        (await api.SendAsync("PATCH", path, """{"title":"three"}""", $"traceparent: 00-{ActivityTraceId.CreateRandom()}-{_caller}-00")).Is(200);
        await hub.TakeAsync("changed");
        (await api.SendAsync("PATCH", path, """{"title":"four"}""")).Is(200);
        await hub.TakeAsync("changed");
        Assert.Single(Changes());
        Assert.Single(spans.Named("commit"), IsOfMutation);

        // Ana, who follows, is told meanwhile: what begins of it before the span of the commit has ended is in the trace, too.
        IEnumerable<Activity> Changes() => spans.Named("frame.write").Where(span => span.GetTagItem("frame") is "changed");

        bool AllEnded() => spans.Named("Microsoft.AspNetCore.Hosting.HttpRequestIn").Any() && Changes().Any() && spans.Named("commit").Any(IsOfMutation);

        bool IsOfMutation(Activity commit) => spans.Path(commit).FirstOrDefault(span => span.Kind == ActivityKind.Server)?.OperationName.EndsWith("Mutate", StringComparison.Ordinal) is true;
    }

    [Fact]
    public void What_is_asked_is_sampled_and_what_the_platform_does_by_itself_is_not()
    {
        var all = new RequestSampler(1);
        Assert.Equal(SamplingDecision.RecordAndSample, Decide(all, "Microsoft.AspNetCore.Hosting.HttpRequestIn", default));
        Assert.Equal(SamplingDecision.RecordAndSample, Decide(all, "Microsoft.AspNetCore.SignalR.Server.InvocationIn", default));
        Assert.Equal(SamplingDecision.Drop, Decide(all, "IEntityGrain/Wake", default));
        var none = new RequestSampler(0);
        Assert.Equal(SamplingDecision.Drop, Decide(none, "Microsoft.AspNetCore.Hosting.HttpRequestIn", default));
        Assert.Equal(SamplingDecision.RecordAndSample, Decide(none, "IEntityGrain/Mutate", new(Trace, _caller, ActivityTraceFlags.Recorded)));
        Assert.Equal(SamplingDecision.Drop, Decide(all, "IEntityGrain/Mutate", new(Trace, _caller, ActivityTraceFlags.None)));
    }

    [Fact]
    public async Task What_goes_on_after_its_request_has_ended_is_not_in_its_trace()
    {
        using var request = new Activity("request").Start();
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        Assert.Equal(SamplingDecision.RecordAndSample, Decide(new(1), "commit", request.Context));

        var ended = new TaskCompletionSource();
        var loop = GoOnAsync();
        request.Stop();
        ended.SetResult();
        Assert.Equal((request, SamplingDecision.Drop), await loop);

        async Task<(Activity?, SamplingDecision)> GoOnAsync()
        {
            await ended.Task;
            return (Activity.Current, Decide(new(1), "commit", request.Context));
        }
    }

    private static SamplingDecision Decide(RequestSampler sampler, string name, ActivityContext parent) =>
        sampler.ShouldSample(new(parent, Trace, name, ActivityKind.Internal)).Decision;
}
