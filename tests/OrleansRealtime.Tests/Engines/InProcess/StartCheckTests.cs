using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.Tests.Engines;

/// <summary>What the in-process engine refuses at start. The offenders are made at run time: written down they would offend all tests.</summary>
public sealed class StartCheckTests
{
    private readonly ModuleBuilder _module;

    public StartCheckTests()
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new("Offenders"), AssemblyBuilderAccess.RunAndCollect);
        _module = assembly.DefineDynamicModule("Offenders");
    }

    [Fact]
    public async Task It_names_everything_that_it_cannot_run_at_once()
    {
        var observer = Interface("IBadObserver", typeof(IGrainObserver));
        Method(observer, "TakesList", typeof(Task), typeof(List<int>));
        Method(observer, "GivesArray", typeof(Task<int[]>));
        Method(observer, "GivesNoTask", typeof(int));
        Method(observer, "TakesReference", typeof(Task), typeof(int).MakeByRefType());
        Method(observer, "AnswersOneWay", typeof(Task<int>))
            .SetCustomAttribute(new(typeof(OneWayAttribute).GetConstructor([])!, []));
        observer.CreateType();
        var keyless = Interface("IKeylessGrain", typeof(IGrain)).CreateType();
        Class("KeylessGrain", keyless);
        var twin = Interface("ITwin", typeof(IGrainWithStringKey)).CreateType();
        Class("one.TwinGrain", twin);
        Class("two.TwinGrain", twin);

        var refusal = await Refusal();

        Assert.Contains("IBadObserver.TakesList: '", refusal, StringComparison.Ordinal);
        Assert.Contains(
            "IBadObserver.GivesArray returns System.Threading.Tasks.Task`1[System.Int32[]], which both sides can change",
            refusal,
            StringComparison.Ordinal);
        Assert.Contains("IBadObserver.GivesNoTask returns System.Int32, which is no task", refusal, StringComparison.Ordinal);
        Assert.Contains("passed by reference", refusal, StringComparison.Ordinal);
        Assert.Contains("IBadObserver.AnswersOneWay is one-way and has a result", refusal, StringComparison.Ordinal);
        Assert.Contains("KeylessGrain has no string key", refusal, StringComparison.Ordinal);
        Assert.Contains("one.TwinGrain and two.TwinGrain are both named 'twin'", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(int?))]
    [InlineData(typeof((string, DateTimeOffset)))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(SpecPoint))]
    [InlineData(typeof(System.Collections.Immutable.ImmutableDictionary<string, SpecPoint>))]
    [InlineData(typeof(System.Collections.Frozen.FrozenDictionary<string, int>))]
    [InlineData(typeof(ISpecObserver))]
    [InlineData(typeof(StreamId))]
    [InlineData(typeof(GrainId?))]
    [InlineData(typeof(CancellationToken))]
    public Task It_takes_what_nobody_can_change(Type type)
    {
        var observer = Interface("IGoodObserver", typeof(IGrainObserver));
        Method(observer, "Takes", typeof(Task), type);
        observer.CreateType();

        return StartAndStop();
    }

    [Theory]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(object))]
    [InlineData(typeof(IReadOnlyList<int>))]
    [InlineData(typeof(SpecState))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    [InlineData(typeof(System.Collections.Immutable.ImmutableArray<int[]>))]
    [InlineData(typeof(KeyValuePair<string, List<int>>))]
    public async Task It_refuses_what_somebody_could_change(Type type)
    {
        var observer = Interface("IBadObserver", typeof(IGrainObserver));
        Method(observer, "Takes", typeof(Task), type);
        observer.CreateType();

        Assert.Contains("is not [Immutable]", await Refusal(), StringComparison.Ordinal);
    }

    private async Task<string> Refusal() => (await Assert.ThrowsAsync<InvalidOperationException>(StartAndStop)).Message;

    private async Task StartAndStop()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddInProcessEngine(_module.Assembly);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private TypeBuilder Interface(string name, Type parent)
    {
        var type = _module.DefineType(name, TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract);
        foreach (var one in parent.GetInterfaces().Prepend(parent))
        {
            type.AddInterfaceImplementation(one);
        }

        return type;
    }

    private static MethodBuilder Method(TypeBuilder type, string name, Type result, params Type[] parameters) =>
        type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual, result, parameters);

    private void Class(string name, Type implemented)
    {
        var type = _module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class, typeof(Grain), [implemented]);
        type.DefineDefaultConstructor(MethodAttributes.Public);
        type.CreateType();
    }
}
