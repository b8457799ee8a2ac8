namespace Connectify.Sdk.Tests;

/// <summary>Events as they happen.</summary>
public sealed class EventStreamTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly Sandbox _sandbox;
    private readonly ConnectifySdk _sdk;
    private readonly string _before; // an event after which streams begin, so that none is missed while they connect

    public EventStreamTests(Sandbox sandbox)
    {
        _sandbox = sandbox;
        _sdk = new ConnectifySdk(sandbox.Options);
        _before = Send("device.updated");
    }

    public void Dispose() => _sdk.Dispose();

    private string Send(string type) => _sdk.Events.Send(type: type).Id;

    [Fact]
    public void Events_come_in_their_order()
    {
        string[] sent = [Send("device.connected"), Send("device.disconnected")];
        using EventStream<PlatformEvent> events = _sdk.Events.Stream(_before);
        Assert.Equal(_before, events.LastEventId);
        using IEnumerator<PlatformEvent> each = events.GetEnumerator();
        Assert.Throws<InvalidOperationException>(() => each.Current);
        Assert.True(each.MoveNext());
        Assert.Equal((sent[0], "device.connected"), (each.Current.Id, each.Current.Type));
        Assert.Equal(sent[0], events.LastEventId);
        Assert.True(each.MoveNext());
        Assert.Equal(sent[1], each.Current.Id);
        string later = Send("device.updated");
        Assert.True(each.MoveNext());
        Assert.Equal(later, each.Current.Id);
        Assert.Contains(later, each.Current.Response!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_an_iteration_ends_the_stream()
    {
        string[] sent = [Send("device.connected"), Send("device.disconnected")];
        using EventStream<PlatformEvent> events = _sdk.Events.Stream(_before);
        Assert.Equal(sent, events.Take(2).Select(each => each.Id));
        Send("device.updated");
        Assert.Empty(events);
        Assert.Equal(sent[1], events.LastEventId);
    }

    [Fact]
    public async Task Asynchronous_iterations()
    {
        using AsyncEventStream<PlatformEvent> events = _sdk.Events.StreamAsync(_before);
        Task<List<string>> taken = Task.Run(async () =>
        {
            List<string> ids = [];
            await foreach (PlatformEvent each in events)
            {
                ids.Add(each.Id);
                if (ids.Count == 3)
                {
                    break;
                }
            }
            return ids;
        });
        await Task.Delay(200);
        List<string> sent = [Send("device.connected"), Send("device.disconnected"), Send("device.updated")];
        Assert.Equal(sent, await taken.WaitAsync(s_limit));
        Assert.Equal(sent[2], events.LastEventId);
    }

    [Fact]
    public async Task A_token_of_an_iteration_ends_it()
    {
        using AsyncEventStream<PlatformEvent> events = _sdk.Events.StreamAsync(_before);
        using var stop = new CancellationTokenSource();
        IAsyncEnumerator<PlatformEvent> each = events.GetAsyncEnumerator(stop.Token);
        Task<bool> waiting = each.MoveNextAsync().AsTask();
        await Task.Delay(200);
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        var ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(s_limit));
        Assert.Equal(stop.Token, ended.CancellationToken);
        await each.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_a_stream_ends_it()
    {
        using var stop = new CancellationTokenSource();
        using EventStream<PlatformEvent> events = _sdk.Events.Stream(_before, cancellationToken: stop.Token);
        Task<PlatformEvent> waiting = Task.Run(() => events.First());
        await Task.Delay(200);
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        var ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(s_limit));
        Assert.Equal(stop.Token, ended.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => _sdk.Events.Stream(cancellationToken: stop.Token));
    }

    [Fact]
    public async Task Disposing_lets_those_go_who_wait()
    {
        EventStream<PlatformEvent> events = _sdk.Events.Stream(_before);
        AsyncEventStream<PlatformEvent> twin = _sdk.Events.StreamAsync(_before);
        Task<bool> waiting = Task.Run(() => events.Any());
        Task<bool> other = twin.GetAsyncEnumerator().MoveNextAsync().AsTask();
        await Task.Delay(200);
        Assert.False(waiting.IsCompleted || other.IsCompleted);
        events.Dispose();
        events.Dispose();
        twin.Dispose();
        Assert.False(await waiting.WaitAsync(s_limit));
        Assert.False(await other.WaitAsync(s_limit));
        Assert.Equal(_before, events.LastEventId);
        Assert.Throws<ObjectDisposedException>(() => events.Any());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => twin.GetAsyncEnumerator().MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task The_end_of_the_client_is_the_end_of_the_stream()
    {
        using EventStream<PlatformEvent> events = _sdk.Events.Stream(_before);
        Task<bool> waiting = Task.Run(() => events.Any());
        await Task.Delay(200);
        _sdk.Dispose();
        Assert.False(await waiting.WaitAsync(s_limit));
        Assert.Throws<ObjectDisposedException>(() => _sdk.Events.Stream());
    }

    [Fact]
    public void A_stream_lives_without_its_client_at_hand()
    {
        using EventStream<PlatformEvent> events = new ConnectifySdk(_sandbox.Options).Events.Stream(_before);
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        string sent = Send("device.connected");
        Assert.Equal(sent, events.First().Id);
    }

    [Fact]
    public async Task What_ends_a_stream_is_thrown()
    {
        ConnectifyOptions options = _sandbox.Options;
        options.ApiKey = _sandbox.Key("reader");
        using var reader = new ConnectifySdk(options);
        using EventStream<PlatformEvent> events = reader.Events.Stream();
        Assert.Equal(403, Assert.Throws<PermissionDeniedException>(() => events.Any()).HttpStatus);
        using AsyncEventStream<PlatformEvent> twin = reader.Events.StreamAsync();
        await Assert.ThrowsAsync<PermissionDeniedException>(() => twin.GetAsyncEnumerator().MoveNextAsync().AsTask());
        Assert.Equal(
            "last_event_id",
            Assert.Throws<ValidationException>(() => _sdk.Events.Stream("evt\r\nX: 1")).Field
        );
    }
}
