namespace OrleansRealtime.Tests.Engines;

/// <summary>How activations begin, end, and follow each other.</summary>
public sealed class ActivationSpecification(EngineFixture fixture) : EngineSpecification(fixture)
{
    private static readonly string[] WholeLife = ["activating", "activated", "deactivated: ApplicationRequested"];

    [Fact]
    public async Task The_first_call_activates_and_all_calls_wait_for_it()
    {
        var grain = Grain<ILifeGrain>("held");
        var probe = Fixture.Probes[Key + "held"];
        var calls = Enumerable.Range(0, 10).Select(_ => grain.Activation()).ToArray();
        await probe.Noted("activating");
        Assert.DoesNotContain(calls, call => call.IsCompleted);

        probe.Open("activation");

        Assert.All(await Task.WhenAll(calls).Within("the calls"), activation => Assert.Equal(1, activation));
        Assert.Equal(["activating", "activated"], probe.Notes.Take(2));
        Assert.Equal(1, probe.Count("activating"));
    }

    [Fact]
    public async Task An_activation_that_ends_lets_its_call_finish_and_sends_the_waiting_to_the_next()
    {
        var grain = Grain<ILifeGrain>();
        var ending = grain.EndInside("end");
        await Probe.Noted("ending");
        var waiting = grain.Activation();

        Probe.Open("end");

        await ending.Within("the call that ends the activation");
        Assert.Equal(2, await waiting.Within("the waiting call"));
        Assert.Equal(
            ["activating", "activated", "ending", "ended", "deactivated: ApplicationRequested", "activating", "activated", "call of 2"],
            InOrder(Probe));

        await Probe.Noted("scope disposed");
    }

    [Fact]
    public async Task Once_an_activation_ends_even_an_interleaving_call_goes_to_the_next()
    {
        var grain = Grain<ILifeGrain>();
        var pass = grain.Pass("gate");
        await Probe.Noted("gate in");
        await grain.Retire();

        var late = grain.Retire();
        Assert.False(late.IsCompleted);
        Probe.Open("gate");

        await Task.WhenAll(pass, late).Within("both calls");
        await Probe.Noted("activated", times: 2);
    }

    [Fact]
    public async Task A_failing_end_is_an_end_all_the_same()
    {
        var grain = Grain<ILifeGrain>("clumsy");
        await grain.Activation();
        await grain.Retire();

        Assert.Equal(2, await grain.Activation().Within("the next activation"));
    }

    [Fact]
    public async Task A_failed_activation_fails_its_calls_and_the_next_call_tries_again()
    {
        var grain = Grain<ILifeGrain>("failing");

        var exception = await Assert.ThrowsAsync<SpecException>(() => grain.Activation().Within("the failing activation"));
        Assert.Equal("cannot be activated", exception.Message);

        Assert.Equal(2, await grain.Activation().Within("the second activation"));
        Assert.Equal(["activating", "activating", "activated", "call of 2"], InOrder(Fixture.Probes[Key + "failing"]));
    }

    [Fact]
    public async Task Every_call_is_answered_or_rejected_while_activations_come_and_go()
    {
        var keys = Enumerable.Range(0, 4).Select(i => $" {i}").ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var grain = Grain<ILifeGrain>(keys[(caller + i) % keys.Length]);
                await AnsweredAsync(() => i % 7 == 0 ? grain.Retire() : grain.Activation());
            }
        }))).Within("all calls");

        // Never two activations of a grain at once.
        Assert.All(keys, key => Assert.All(
            InOrder(Fixture.Probes[Key + key]).Where(note => !note.StartsWith("call", StringComparison.Ordinal)).Chunk(WholeLife.Length),
            life => Assert.Equal(WholeLife.Take(life.Length), life)));

        // Microsoft Orleans gives up a call that met the end of two activations in a row: it was not carried out, and its caller tries again.
        static async Task AnsweredAsync(Func<Task> call)
        {
            while (true)
            {
                try
                {
                    await call();
                    return;
                }
                catch (OrleansMessageRejectionException)
                {
                    await Task.Yield();
                }
            }
        }
    }

    [Fact]
    public async Task Stopping_the_engine_ends_every_activation()
    {
        var fixture = new EngineFixture();
        await fixture.InitializeAsync();
        var keys = Enumerable.Range(0, 20).Select(i => $"{Key}/{i}").ToArray();
        foreach (var key in keys)
        {
            await fixture.Engine.Grains.GetGrain<ILifeGrain>(key).Activation();
        }

        await fixture.DisposeAsync();

        Assert.All(keys, key => Assert.Equal("deactivated: ShuttingDown", fixture.Probes[key].Notes[3]));
    }

    // The services of an activation may be disposed while the next one already begins.
    private static IEnumerable<string> InOrder(Probe probe) => probe.Notes.Where(note => note != "scope disposed");
}
