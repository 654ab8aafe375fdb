/**
 * Says why things do not move: gathers evidence from the queue, the server, the processes and the
 * disk, and walks from the symptom to its cause by rules that see nothing but that evidence. Works
 * with the server frozen or gone. docs/diagnosis.md lists the causes.
 */
package io.joinq.diagnosis;
