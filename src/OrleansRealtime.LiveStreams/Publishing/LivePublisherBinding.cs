using System.Diagnostics.CodeAnalysis;
using Orleans.Metadata;

namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>
/// Gives each activation of a grain that is an <see cref="ILiveStreamOwner"/> its <see cref="LivePublisher"/>. When the activation is made,
/// and not at the first call, because only then its lifecycle takes in who wants to be told of its end.
/// </summary>
internal sealed class LivePublisherBinding(GrainClassMap classes, IServiceProvider services)
    : IConfigureGrainContextProvider, IConfigureGrainContext
{
    public bool TryGetConfigurator(
        GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        var isOwner = classes.TryGetGrainClass(grainType, out var grainClass) && typeof(ILiveStreamOwner).IsAssignableFrom(grainClass);
        configurator = isOwner ? this : null;
        return isOwner;
    }

    public void Configure(IGrainContext context)
    {
        var publisher = new LivePublisher(context, services);
        context.SetComponent(publisher);
        context.SetComponent<ILivePublisher>(publisher);
        // After the grain's own OnDeactivateAsync, which may still publish.
        context.ObservableLifecycle.Subscribe(
            nameof(LivePublisher), GrainLifecycleStage.Activate, _ => Task.CompletedTask, _ => publisher.CloseAsync());
    }
}
