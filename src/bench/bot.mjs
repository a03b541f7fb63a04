/**
 * What one would otherwise write: Express, openai and ioredis. It keeps the last 8 turns in Redis, limits a session to so many messages a
 * minute, and asks the model. No signature, no idempotency, no ledger, no guard, no hand-off. With WHOLE it is the naive one that sends
 * all of the history.
 *
 *   PORT, REDIS_URL, OPENAI_BASE_URL
 */
import express from 'express';
import Redis from 'ioredis';
import OpenAI from 'openai';

const WINDOW = process.env.WHOLE ? 10_000 : 16;
const LIMIT = 100_000;
const PROMPT = 'You are the support assistant of an online shop. Answer briefly and kindly, in the language of the question, and only about the shop.';

const redis = new Redis(process.env.REDIS_URL);
const openai = new OpenAI({ apiKey: 'none', maxRetries: 1, timeout: 9_000 });
const app = express();
app.use(express.json());

app.post('/chat', async (request, response) => {
  try {
    const { sessionId, text } = request.body;
    const count = await redis.incr(`limit:${sessionId}`);
    if (count === 1) {
      await redis.expire(`limit:${sessionId}`, 60);
    }
    if (count > LIMIT) {
      response.status(429).json({ error: 'too many messages' });
      return;
    }
    const history = (await redis.lrange(`turns:${sessionId}`, -WINDOW, -1)).map((turn) => JSON.parse(turn));
    const completion = await openai.chat.completions.create({
      model: 'gpt-4.1-mini',
      messages: [{ role: 'system', content: PROMPT }, ...history, { role: 'user', content: text }],
    });
    const reply = JSON.parse(completion.choices[0].message.content ?? '{}').answer;
    await redis
      .multi()
      .rpush(`turns:${sessionId}`, JSON.stringify({ role: 'user', content: text }), JSON.stringify({ role: 'assistant', content: reply }))
      .ltrim(`turns:${sessionId}`, -WINDOW, -1)
      .expire(`turns:${sessionId}`, 86_400)
      .exec();
    response.json({ outcome: 'completion', reply });
  } catch (error) {
    response.status(500).json({ error: 'something went wrong' });
  }
});

app.listen(Number(process.env.PORT), '127.0.0.1');
