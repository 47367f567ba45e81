import { connectBus, UsagePublisher } from '@belugapi/bus';
import { UsageEvent } from '@belugapi/contracts';

// A process that publishes what it is told to, and says of each event when it is durable.
const [url, directory] = process.argv.slice(2);
const connection = await connectBus({ url, name: 'spooling-process' });
const onError = (error) => process.send({ error: String(error) });
const publisher = new UsagePublisher(connection, undefined, { directory, afterMs: 50, onError });
process.on('message', (id) => {
  const event = UsageEvent.create({ completionId: id, attempt: 1, event: { $case: 'settled', value: {} } });
  void publisher.publish(event).then(() => process.send({ durable: id }));
});
process.send({ ready: true });
