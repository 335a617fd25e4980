using System;
using System.Threading.Tasks;
using Google.Cloud.PubSub.V1;

namespace Orders;

public static class Program
{
    public static async Task Main()
    {
        TopicName topic = TopicName.FromProjectTopic("p", "orders");
        PublisherClient publisher = await PublisherClient.CreateAsync(topic);
        Console.WriteLine(await publisher.PublishAsync("one"));
        await publisher.ShutdownAsync(TimeSpan.FromSeconds(15));
    }
}
