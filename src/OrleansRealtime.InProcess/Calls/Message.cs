using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>Something to be done by a grain or an observer: a call, or a timer's tick.</summary>
internal abstract class Message
{
    protected Message() => Place = new(this);

    /// <summary>The place in a waiting list, made once, so that leaving the list is cheap from anywhere in it.</summary>
    public LinkedListNode<Message> Place { get; }

    public abstract GrainId Target { get; }

    /// <summary>Runs beside whatever runs.</summary>
    public abstract bool AlwaysInterleave { get; }

    /// <summary>Runs beside others of its kind.</summary>
    public virtual bool ReadOnly => false;

    /// <summary>Belongs to one activation and ends with it, where a call would wait for the next one.</summary>
    public virtual bool LocalOnly => false;

    /// <summary>Counts as use of the activation.</summary>
    public virtual bool KeepAlive => true;

    /// <summary>Nobody waits for it any more; not begun, it never shall be.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Begins the work in the current turn; what the target throws is in the task.</summary>
    public abstract Task Begin(object target);

    /// <summary>Tells the sender how the work ended.</summary>
    public abstract void Complete(Task work);

    /// <summary>Tells the sender that the work will not be done.</summary>
    public abstract void Reject(Exception reason);
}

/// <summary>What takes messages for a grain or an observer.</summary>
internal interface IMailbox
{
    void Deliver(Message message);
}
