// All of tensors, autograd, layers and attention, used or not: the most that a page can pay for them.
import * as attention from 'heed/attention';
import * as nn from 'heed/nn';
import * as tensor from 'heed/tensor';

Object.assign(globalThis, { attention, nn, tensor });
