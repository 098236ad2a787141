using ErrorBudget.Pipeline.Dispatch;
using ErrorBudget.Pipeline.Notices;
using ErrorBudget.Pipeline.Policies;
using ErrorBudget.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ErrorBudget.Pipeline.Tests.Notices;

/// <summary>The channels over real HTTP, with a clock of the test's.</summary>
internal sealed class ChannelScene : IDisposable
{
    private readonly OutgoingHttp _http;

    public ChannelScene()
    {
        _http = new OutgoingHttp(OutgoingHttp.CreateTransport(), Time);
        Channels = NoticeChannels.Over(_http, Time);
    }

    public FakeTimeProvider Time { get; } = new(NoticeSamples.Now);

    public NoticeChannels Channels { get; }

    public Task<Receipt> TellAsync(Channel channel, Notice notice) => Channels.TellAsync(channel, notice, TestContext.Current.CancellationToken);

    /// <summary>Tells a receiver that never answers, and lets the patience run out once it has the request.</summary>
    public async Task<Receipt> TellInVainAsync(Channel channel, Notice notice, FakeReceiver receiver)
    {
        var before = receiver.Requests.Count;
        receiver.Suffer(Mishap.Hang);
        var told = TellAsync(channel, notice);
        await receiver.ArrivedAsync(before + 1, TestContext.Current.CancellationToken);
        Time.Advance(OutgoingHttp.Patience + TimeSpan.FromSeconds(1));
        return await told;
    }

    public void Dispose() => _http.Dispose();

    public static Notice Burn => NoticeComposer.Compose(NoticeSamples.Errand(NoticeSamples.BurnStarted));

    public static Notice Of(string name) => NoticeComposer.Compose(NoticeSamples.All.Single(sample => sample.Name == name).Errand);
}
